/**
 * The journal of the embedded store, and when the disk has what was written. Knows files and bytes,
 * no documents.
 */
@NullMarked
package dev.sluice.store.embedded.disk;

import org.jspecify.annotations.NullMarked;
