/**
 * What a query requires of single fields, and the spans of an index in which its documents lie.
 * Knows nothing of how documents or indexes are stored.
 */
@NullMarked
package dev.sluice.store.embedded.query;

import org.jspecify.annotations.NullMarked;
