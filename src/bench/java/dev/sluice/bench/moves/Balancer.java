package dev.sluice.bench.moves;

import dev.sluice.bench.chaos.Load;
import java.nio.file.Path;
import java.util.List;

/** The way from clients and agents to the servers. */
interface Balancer extends AutoCloseable {
  /** Where agents connect, and clients if {@link #entrance} does not say otherwise. */
  int port();

  /** Spreads new connections over these servers from now on. */
  void serve(List<Integer> ports) throws Exception;

  default Load.Entrance entrance() {
    return random -> port();
  }

  @Override
  void close() throws Exception;

  /**
   * @param kind {@code nginx}; {@code ready} for one that asks each server whether it is ready;
   *     {@code none} for clients that choose a server themselves
   */
  static Balancer of(String kind, Path directory) throws Exception {
    return switch (kind) {
      case "nginx" -> new Nginx(directory);
      case "ready" -> new ReadyBalancer();
      case "none" -> new NoBalancer();
      default -> throw new IllegalArgumentException("no such balancer: " + kind);
    };
  }
}
