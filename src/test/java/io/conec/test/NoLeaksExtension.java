package io.conec.test;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class that leaves a leaked Netty resource behind; registered for every test by auto-detection. */
public final class NoLeaksExtension implements AfterAllCallback {

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> leaks = RecordingLeakDetector.drain();
    if (!leaks.isEmpty()) {
      throw new AssertionError(leaks.size() + " leaked resource(s) after " + context.getDisplayName() + ":\n"
        + String.join("\n", leaks));
    }
  }
}
