/**
 * Backup, check and compaction of the embedded store: what {@code sluice store} does to a data
 * directory, and the route that sends a backup of a running server. Reads and writes whole stores,
 * and changes no document.
 */
@NullMarked
package dev.sluice.upkeep;

import org.jspecify.annotations.NullMarked;
