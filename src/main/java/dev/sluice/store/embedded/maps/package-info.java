/**
 * The named maps of the embedded store, the form and order of their keys and values, and the
 * changes that one command makes to them. Knows no query and no protocol.
 */
@NullMarked
package dev.sluice.store.embedded.maps;

import org.jspecify.annotations.NullMarked;
