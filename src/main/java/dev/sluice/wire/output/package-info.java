/**
 * Output on its way from a worker to the server, and its totals. Values only; part of the wire
 * format, so fields may be added but never changed.
 */
@NullMarked
package dev.sluice.wire.output;

import org.jspecify.annotations.NullMarked;
