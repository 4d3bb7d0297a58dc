// Names the environment variable that tells workers where the runtime was installed.

/** Folder that contains `node_modules/onnxruntime-node`, where it does not lie beside Pacegate. */
export const runtimeFolderVariable = "PACEGATE_ONNXRUNTIME_NODE";
