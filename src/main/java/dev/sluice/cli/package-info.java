/**
 * The command line: every command but {@code server} and {@code agent} is a thin client of the HTTP
 * API. Nothing here boots Quarkus, and nothing here knows the server's classes: {@code app} hands
 * in what starts a server or an agent. Start-up time is a feature, so a call loads the one command
 * it was asked for, and HTTP goes through {@link java.net.HttpURLConnection}, which is ready 100 ms
 * before {@code java.net.http}.
 */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
