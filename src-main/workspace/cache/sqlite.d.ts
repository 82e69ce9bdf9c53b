/**
 * better-sqlite3-multiple-ciphers 13 ships its types outside of its `exports`, so TypeScript does not find them. Its API is
 * better-sqlite3's, whose types stand in; the cipher's own settings go through `pragma`.
 */
declare module 'better-sqlite3-multiple-ciphers' {
  import Database from 'better-sqlite3';
  export default Database;
}
