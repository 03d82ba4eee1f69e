/** The commands {@code sluice store}: backup, check and compaction of a server's embedded store. */
@NullMarked
package dev.sluice.cli.store;

import org.jspecify.annotations.NullMarked;
