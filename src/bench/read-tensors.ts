// Reads the tensors of a request, inside the worker; one that cannot be read is a failure of its kind.
import { EngineError } from "./engines/engine.ts";
import { readTensorFile, type TensorData, type TensorFile } from "./tensor-data.ts";

export type TensorReader = (file: TensorFile) => Promise<TensorData>;

/** Equal tensors are read once and fed to both sides: the same memory, so no side has the better alignment. */
export function sharingReader(): TensorReader {
  const known = new Map<string, Promise<TensorData>>();
  return (file) => {
    const key = `${file.path} ${file.dtype} ${file.shape.join("x")}`;
    const reading = known.get(key) ?? readTensorFile(file);
    known.set(key, reading);
    return reading;
  };
}

/** @throws EngineError */
export async function readTensors(files: readonly TensorFile[], read: TensorReader): Promise<TensorData[]> {
  const tensors: TensorData[] = [];
  for (const file of files) {
    try {
      tensors.push(await read(file));
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      const kind = /allocation failed/i.test(message) ? "out-of-memory" : "missing-input";
      throw new EngineError(kind, `a tensor of the bundle cannot be read: ${message}`, { cause });
    }
  }
  return tensors;
}
