/**
 * MongoDB's wire protocol, message by message, and a proxy that adds change streams to a store.
 * {@link dev.sluice.store.wire.ChangeStreamProxy} is the public face.
 */
@NullMarked
package dev.sluice.store.wire;

import org.jspecify.annotations.NullMarked;
