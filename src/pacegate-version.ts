// The product's version, as every file that it writes carries it; a test holds it equal to package.json's.
export const pacegateVersion = "0.1.0";
