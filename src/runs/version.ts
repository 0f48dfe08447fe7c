/** The engine's version, written into every run; a test holds it equal to package.json's. */
export const ENGINE_VERSION = '0.1.0';
