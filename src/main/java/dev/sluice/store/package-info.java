/**
 * The database as all features share it: indexes, the check that the store answers, and conversions
 * of stored values. Knows collections, no features.
 */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
