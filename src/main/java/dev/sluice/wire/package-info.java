/**
 * The records that cross HTTP between server, agents and command line, and how they are written:
 * JSON in snake_case, times as ISO-8601, output as framed bytes. Values only: nothing here knows of
 * a database, a socket or a thread.
 */
@NullMarked
package dev.sluice.wire;

import org.jspecify.annotations.NullMarked;
