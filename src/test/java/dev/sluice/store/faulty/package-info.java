/** A proxy before the store that fails on demand, as a network or a replica set does. */
@NullMarked
package dev.sluice.store.faulty;

import org.jspecify.annotations.NullMarked;
