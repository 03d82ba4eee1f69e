/**
 * The task registry as clients and other registries see it. Values only; part of the wire format,
 * so fields may be added but never changed.
 */
@NullMarked
package dev.sluice.wire.task;

import org.jspecify.annotations.NullMarked;
