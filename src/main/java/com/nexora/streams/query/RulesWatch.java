package com.nexora.streams.query;

import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.runtime.Companion;
import com.nexora.streams.runtime.NexoraApplication;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether the file with the rules of compliance has changed, and lets the
 * trail know: what acts are judged by is itself an auditable act.
 */
final class RulesWatch implements Companion {

  private static final Logger LOG = LoggerFactory.getLogger(RulesWatch.class);
  private static final int SECONDS = 5;

  private final RulesSource rules;
  private final Consumer<AdminAct> acts;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            final Thread thread = new Thread(task, "compliance-rules");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable AdminAct unrecorded;

  /**
   * @param acts records an administrative act, or throws; it is then asked again
   */
  RulesWatch(final RulesSource rules, final Consumer<AdminAct> acts) {
    this.rules = rules;
    this.acts = acts;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // look() lets nothing out
  public void start(final NexoraApplication application) {
    if (rules.file().isPresent()) {
      clock.scheduleWithFixedDelay(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Looks once; only one thread does. */
  void look() {
    try {
      if (unrecorded == null) {
        unrecorded = rules.refresh().map(RulesWatch::act).orElse(null);
      }
      if (unrecorded != null) {
        acts.accept(unrecorded);
        unrecorded = null;
      }
    } catch (final RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .log("a change of the rules of compliance could not be recorded yet");
    }
  }

  private static AdminAct act(final RulesSource.Reading reading) {
    final String resource = "compliance-rules:" + reading.sha256();
    final AdminAct act =
        reading.rules().isPresent()
            ? AdminAct.of(AdminAct.PRODUCT_TENANT, "compliance.rules.changed", resource)
                .because("%d rules hold now".formatted(reading.rules().get().rules().size()))
            : AdminAct.of(AdminAct.PRODUCT_TENANT, "compliance.rules.refused", resource)
                .because("the last good rules hold: " + reading.error().orElse(""))
                .failed();
    return act.at(reading.modified());
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
