package io.conec.test;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps what Netty would only log: every leaked resource of this JVM, from wherever it was allocated.
 * <p>
 * Netty creates one detector per resource class when the system property
 * {@code io.netty.customResourceLeakDetector} names this class, as the build does.
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {

  private static final List<RecordingLeakDetector<?>> DETECTORS = new CopyOnWriteArrayList<>();
  private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();
  private static final Pattern FRAMEWORK_FRAME =
    Pattern.compile("^\\s+(java\\.base/|jdk\\.|org\\.junit\\.|org\\.apache\\.maven\\.)");
  /** Of a detector: the resources that it tracks, which Netty does not show. */
  private static final Field TRACKED = tracked();
  private static final long GC_DEADLINE_MILLIS = 10_000;
  private static final long GC_WAIT_MILLIS = 50;

  /** Called by Netty. */
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
    DETECTORS.add(this);
  }

  /** Never called, but Netty logs an error when it is missing. */
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
    this(resourceType, samplingInterval);
  }

  /** Collects garbage if a resource is not released, then returns and forgets the leaks reported so far. */
  public static synchronized List<String> drain() {
    if (DETECTORS.stream().anyMatch(RecordingLeakDetector::isTracking)) {
      // Leaked resources are enqueued in the same collection as the sentinel, maybe after it: the second is behind all.
      collectGarbage();
      collectGarbage();
      DETECTORS.forEach(RecordingLeakDetector::reportPending);
    }
    List<String> reports = new ArrayList<>();
    for (String report = REPORTS.poll(); report != null; report = REPORTS.poll()) {
      reports.add(report);
    }
    return reports;
  }

  /** @return whether there are resources that are neither released nor reported */
  private boolean isTracking() {
    try {
      return !((Set<?>) TRACKED.get(this)).isEmpty();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Field tracked() {
    try {
      Field tracked = ResourceLeakDetector.class.getDeclaredField("allLeaks");
      tracked.setAccessible(true);
      return tracked;
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  private static void collectGarbage() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    Reference<Object> sentinel = new WeakReference<>(new Object(), queue);
    long deadline = System.nanoTime() + GC_DEADLINE_MILLIS * 1_000_000;
    try {
      do {
        System.gc();
        if (queue.remove(GC_WAIT_MILLIS) == sentinel) {
          return;
        }
      } while (System.nanoTime() < deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("No garbage collection within " + GC_DEADLINE_MILLIS + " ms");
  }

  /** A detector looks at what was collected only when it is asked to track something. */
  @SuppressWarnings("unchecked")
  private void reportPending() {
    T probe = (T) new Object();
    ResourceLeakTracker<T> tracker = track(probe);
    if (tracker != null) {
      tracker.close(probe);
    }
  }

  private static String withoutTestFramework(String records) {
    return records.lines().filter(line -> !FRAMEWORK_FRAME.matcher(line).find()).collect(Collectors.joining("\n"));
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    REPORTS.add(resourceType + withoutTestFramework(records));
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    REPORTS.add(resourceType + " (no access was recorded)");
  }
}
