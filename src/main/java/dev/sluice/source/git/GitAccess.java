package dev.sluice.source.git;

import dev.sluice.source.SourceException;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.transport.URIish;

/** How a source proves to a git server that it may read. Secrets are never part of a message. */
interface GitAccess {

  /**
   * Gives the command what it needs to talk to {@code server}.
   *
   * @throws SourceException if credentials must be fetched first, and cannot be
   */
  void prepare(TransportCommand<?, ?> command, URIish server)
      throws SourceException, InterruptedException;

  /** The server refused the credentials. */
  default void refused() {}
}
