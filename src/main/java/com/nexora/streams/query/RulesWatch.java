package com.nexora.streams.query;

import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.runtime.Companion;
import com.nexora.streams.runtime.NexoraApplication;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether the file with the rules of compliance has changed. */
final class RulesWatch implements Companion {

  private static final Logger LOG = LoggerFactory.getLogger(RulesWatch.class);
  private static final int SECONDS = 5;

  private final RulesSource rules;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            final Thread thread = new Thread(task, "compliance-rules");
            thread.setDaemon(true);
            return thread;
          });

  RulesWatch(final RulesSource rules) {
    this.rules = rules;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // look() lets nothing out
  public void start(final NexoraApplication application) {
    if (rules.file().isPresent()) {
      clock.scheduleWithFixedDelay(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
    }
  }

  private void look() {
    try {
      rules.refresh();
    } catch (final RuntimeException e) {
      LOG.atError().setCause(e).log("the rules of compliance could not be looked after");
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
