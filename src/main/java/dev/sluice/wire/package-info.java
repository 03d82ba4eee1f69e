/**
 * The records that cross HTTP between server, agents and command line, and their encoding: JSON in
 * snake_case, times as ISO-8601, output as framed bytes. Values that several packages share lie
 * here, the others in a package for each subject. No database, socket or thread belongs here.
 */
@NullMarked
package dev.sluice.wire;

import org.jspecify.annotations.NullMarked;
