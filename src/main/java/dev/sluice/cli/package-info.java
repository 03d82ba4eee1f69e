/**
 * The command line. {@link Cli} runs one command; each {@code …Command} is its options and what it
 * does. All but {@code server} and {@code agent} are clients of the HTTP API. Nothing here boots
 * Quarkus or uses the server's classes: {@code app} passes in what starts a server.
 *
 * <p>A client must start fast: a call loads the requested command only, and HTTP goes through
 * {@link java.net.HttpURLConnection}, which is ready 100 ms before {@code java.net.http}.
 */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
