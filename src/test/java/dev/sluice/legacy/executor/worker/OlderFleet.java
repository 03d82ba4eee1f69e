package dev.sluice.legacy.executor.worker;

import dev.sluice.legacy.executor.ApiRoute;
import dev.sluice.legacy.executor.ApiSubject;
import java.util.List;

/** The routes of workers, for the tests of other subjects. */
public final class OlderFleet implements ApiSubject {
  private final WorkerRoutes routes;

  OlderFleet(WorkerRoutes routes) {
    this.routes = routes;
  }

  @Override
  public List<ApiRoute> routes() {
    return routes.routes();
  }
}
