/**
 * Tells the type checker what the bundler knows besides TypeScript: style sheets as imports. Types only.
 */
/// <reference types="vite/client" />
