/**
 * The calls between a worker and the server, and a worker as clients see it. Values only; part of
 * the wire format, so fields may be added but never changed.
 */
@NullMarked
package dev.sluice.wire.worker;

import org.jspecify.annotations.NullMarked;
