/**
 * What every command shares: the terminal, tables, options, the HTTP client, and starting a server
 * or an agent.
 */
@NullMarked
package dev.sluice.cli.console;

import org.jspecify.annotations.NullMarked;
