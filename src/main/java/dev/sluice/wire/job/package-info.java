/**
 * Jobs and submissions as clients see them. Values only; part of the wire format, so fields may be
 * added but never changed.
 */
@NullMarked
package dev.sluice.wire.job;

import org.jspecify.annotations.NullMarked;
