package com.nexora.streams.query;

import com.nexora.streams.runtime.Health.Verdict;
import java.util.List;
import java.util.Map;

/** Probes. Open to anyone, hence nothing of any tenant; answered also when all workers are busy. */
final class HealthRoutes {

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final Backend backend;

  HealthRoutes(final Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.probe("/health", call -> Answer.json(OK, backend.health())),
        Route.probe("/health/live", call -> probe(backend.live())),
        Route.probe("/health/ready", call -> probe(backend.ready())));
  }

  private static Answer probe(final Verdict verdict) {
    return Answer.json(
        verdict.ok() ? OK : UNAVAILABLE, Map.of("ok", verdict.ok(), "reasons", verdict.reasons()));
  }
}
