package dev.sluice.legacy.executor;

import java.util.List;

/** The routes of one subject. */
@FunctionalInterface
public interface ApiSubject {
  List<ApiRoute> routes();
}
