/**
 * The embedded store: MongoDB's protocol over MVStore, durable by a redo journal and bounded on
 * disk. Its public face is {@code EmbeddedMongo}, which throws {@code StoreException}; {@code
 * StoreImage} reads all that it stores. No package but {@code upkeep} may know how it stores
 * documents.
 */
@NullMarked
package dev.sluice.store.embedded;

import org.jspecify.annotations.NullMarked;
