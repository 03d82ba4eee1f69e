/**
 * Brings stored task versions in line with the configured sources: plans, conflicts, writes, and
 * reports.
 */
@NullMarked
package dev.sluice.task.sync;

import org.jspecify.annotations.NullMarked;
