/**
 * How a query finds its documents: what it requires of single fields, the indexes, and the way that
 * promises the fewest documents. Its public face is {@code Lookup}; nothing here changes a document
 * or decides what is durable.
 */
@NullMarked
package dev.sluice.store.embedded.query;

import org.jspecify.annotations.NullMarked;
