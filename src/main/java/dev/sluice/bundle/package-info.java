/**
 * A task as files: metadata, script, schemas and tests, read from a directory, a ZIP or a
 * registry's definition, checked, and told apart by the digest of what runs. Plain values and
 * readers: nothing here knows of a database, a network or a JavaScript engine, and everything that
 * is read is taken for hostile.
 */
@NullMarked
package dev.sluice.bundle;

import org.jspecify.annotations.NullMarked;
