/**
 * The embedded store: MongoDB's protocol over MVStore, durable by a redo journal and bounded on
 * disk. Its one public face is {@code EmbeddedMongo}.
 */
@NullMarked
package dev.sluice.store.embedded;

import org.jspecify.annotations.NullMarked;
