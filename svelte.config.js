// How Svelte files are compiled, for vite and svelte-check alike. Our own components are in runes mode, so that an old
// construct is an error; libraries decide for themselves.

export default {
  vitePlugin: {
    dynamicCompileOptions: ({ filename }) => (filename.includes('node_modules') ? undefined : { runes: true }),
  },
};
