/**
 * Which of the servers of one database leads: by a lease in the store, or, with a store of its own,
 * the only one. {@link dev.sluice.replica.lead.Leadership} is the public face.
 */
@NullMarked
package dev.sluice.replica.lead;

import org.jspecify.annotations.NullMarked;
