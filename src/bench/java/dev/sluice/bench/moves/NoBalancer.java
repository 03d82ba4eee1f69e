package dev.sluice.bench.moves;

import dev.sluice.bench.chaos.Load;
import java.io.IOException;
import java.util.List;

/** Clients choose a server at random for each call; only agents have a balancer. */
final class NoBalancer implements Balancer {
  private final ReadyBalancer ofAgents = new ReadyBalancer();
  private volatile List<Integer> ports = List.of();

  NoBalancer() throws IOException {}

  @Override
  public int port() {
    return ofAgents.port();
  }

  @Override
  public void serve(List<Integer> servers) {
    ports = List.copyOf(servers);
    ofAgents.serve(servers);
  }

  @Override
  public Load.Entrance entrance() {
    return random -> ports.get(random.nextInt(ports.size()));
  }

  @Override
  public void close() throws IOException {
    ofAgents.close();
  }
}
