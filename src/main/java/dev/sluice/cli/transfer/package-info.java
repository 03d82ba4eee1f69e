/**
 * The commands {@code sluice import} and {@code sluice export}: reading the files of an export and
 * of older systems, and the coercion of their records.
 */
@NullMarked
package dev.sluice.cli.transfer;

import org.jspecify.annotations.NullMarked;
