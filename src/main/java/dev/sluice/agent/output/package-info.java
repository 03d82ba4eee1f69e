/**
 * The output of one attempt, from the bytes that a process wrote to the chunks that the server has
 * accepted. Entry points: {@link dev.sluice.agent.output.ChannelWriter} takes bytes, {@link
 * dev.sluice.agent.output.Shipper} delivers them. Nothing here knows what prints.
 */
@NullMarked
package dev.sluice.agent.output;

import org.jspecify.annotations.NullMarked;
