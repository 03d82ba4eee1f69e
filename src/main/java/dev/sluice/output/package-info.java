/**
 * The log of what jobs print: its chunks under computed ids, the cursor that names a place in it,
 * appending by the holder of a lease, reading, and where a reader starts. {@code OutputLog} writes,
 * {@code LogReader} reads. Nothing here knows in which form a client sees output: streams and
 * downloads have packages of their own.
 */
@NullMarked
package dev.sluice.output;

import org.jspecify.annotations.NullMarked;
