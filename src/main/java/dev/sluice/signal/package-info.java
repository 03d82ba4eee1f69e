/**
 * Wake-ups. A topic tells, inside this process and at once, that something has been written to the
 * database; timers say that time has passed. Memory only ever wakes somebody up: what is true
 * stands in the database. The fan-in from other replicas will publish into the same topics.
 */
@NullMarked
package dev.sluice.signal;

import org.jspecify.annotations.NullMarked;
