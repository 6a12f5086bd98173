// Ours are measured as they are published: built.

/** What pnpm is told: to build the mock server, which some suites talk to, and before it the client, on which it depends. */
export const BUILD = ['--filter', '@netmgr/server-mock...', 'run', 'build'];
