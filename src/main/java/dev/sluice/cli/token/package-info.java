/** {@code sluice token}: creates, lists and revokes the access tokens of a server, in its file. */
@NullMarked
package dev.sluice.cli.token;

import org.jspecify.annotations.NullMarked;
