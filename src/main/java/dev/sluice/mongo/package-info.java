/**
 * The store beneath the entities: the embedded one, durable and bounded; the indexes; and whether
 * it answers. Knows collections, no features.
 */
@NullMarked
package dev.sluice.mongo;

import org.jspecify.annotations.NullMarked;
