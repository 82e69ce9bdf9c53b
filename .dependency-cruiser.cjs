// The layering of the house: imports point downwards only. No exemptions.
const rule = (name, from, to, extra = {}) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: to, ...extra },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    rule('shared-knows-nobody', '^src-shared/', '^(src-main|src-renderer|src-cloud|start|tests)/'),
    {
      name: 'shared-does-no-io',
      severity: 'error',
      from: { path: '^src-shared/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    rule('shared-domain-is-lowest', '^src-shared/domain/', '^src-shared/(cloud-api|workspace-api)/'),
    rule('shared-cloud-api-below-workspace-api', '^src-shared/cloud-api/', '^src-shared/workspace-api/'),
    rule('renderer-knows-only-shared', '^src-renderer/', '^(src-main|src-cloud|start)/'),
    rule('main-knows-not-cloud-nor-renderer', '^src-main/', '^(src-cloud|src-renderer|start)/'),
    rule('cloud-knows-only-shared', '^src-cloud/', '^(src-main|src-renderer|start)/'),
    rule(
      'electron-only-in-its-shell',
      '^(src-shared|src-renderer|src-cloud|start|src-main/(app|workspace|shell/browser|shell/shell))',
      '^(electron|node_modules/electron)(/|$)',
    ),
    rule('workspace-stands-alone', '^src-main/workspace/', '^src-main/(app|shell|preload|main\\.ts)'),
    rule('app-knows-only-the-port', '^src-main/app/', '^src-main/shell/(electron|browser)/'),
    rule('cache-is-below-sync', '^src-main/workspace/cache/', '^src-main/workspace/(sync|cloud|zeichnung|dokument)/'),
    rule(
      'cloud-adapter-is-below-sync',
      '^src-main/workspace/cloud/',
      '^src-main/workspace/(sync|cache|zeichnung|dokument)/',
    ),
    rule('sync-knows-not-the-host', '^src-main/workspace/sync/', '^src-main/workspace/(cli|host)'),
    {
      name: 'only-the-gateway-knows-http',
      severity: 'error',
      from: { path: '^src-main/workspace/', pathNot: '^src-main/workspace/cloud/' },
      to: { path: '^node_modules/axios' },
    },
    {
      name: 'only-the-cache-knows-sqlite',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/workspace/cache/|\\.test\\.ts$' },
      to: { path: '^node_modules/better-sqlite3' },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      from: { pathNot: '^tests/|\\.test\\.ts$' },
      to: { path: '\\.test\\.ts$' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default', 'types'],
    },
    moduleSystems: ['es6', 'cjs'],
  },
};
