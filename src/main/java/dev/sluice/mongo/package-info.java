/**
 * The store beneath the entities: the embedded one (the MongoDB protocol over MVStore, durable by a
 * redo journal and bounded on disk), the indexes, and whether the store answers. Knows collections,
 * no features.
 */
@NullMarked
package dev.sluice.mongo;

import org.jspecify.annotations.NullMarked;
