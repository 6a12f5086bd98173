import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Loads a peer's package. By a name that the type checker does not follow, as peers are installed for the benchmark alone.
 * @param {string} name
 * @returns {any}
 */
export const loadPeer = (name) => require(name);

/** Finds a file of a peer's package. @param {string} name @returns {string} */
export const resolvePeer = (name) => require.resolve(name);

/** Loads what a peer's own generator wrote. @param {'protobuf' | 'bebop'} name @returns {any} */
export const loadGenerated = (name) => require(`./build/generated/${name}.cjs`);

/** Loads a module that netmgr-codegen wrote. @param {'netmgr'} name @returns {Promise<any>} */
export const importGenerated = (name) => import(new URL(`build/generated/${name}.mjs`, import.meta.url).href);
