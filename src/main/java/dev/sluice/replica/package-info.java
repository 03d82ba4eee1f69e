/**
 * Several servers on one database: which of them run, and the signals by which each tells the
 * others what it wrote. {@link dev.sluice.replica.Signals} is the public face. Knows no feature:
 * features send and receive.
 */
@NullMarked
package dev.sluice.replica;

import org.jspecify.annotations.NullMarked;
