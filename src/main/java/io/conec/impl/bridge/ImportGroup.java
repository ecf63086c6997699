package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PeerEvent;
import io.conec.PeerEventType;
import io.conec.bridge.ConecBridgeEventType;
import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.conec.bridge.ImportState;
import io.conec.impl.client.PeerListener;
import io.conec.impl.util.LimitedWarnings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Imports from every connected peer whose id matches an expression. Confined to the context of the bridge.
 */
final class ImportGroup implements ImportItem, ImportOwner, PeerListener {

  private static final Logger LOG = LoggerFactory.getLogger(ImportGroup.class);
  private static final LimitedWarnings WARNINGS = LimitedWarnings.ofPeers(ImportGroup.class);

  /** The most first attempts at a time: a Coordinator allows a client 256 unanswered introductions. */
  private static final int MAX_ATTEMPTS = 32;

  private final BridgeState bridge;
  private final PeerImports peers;
  private final ImportOptions options;
  private final Pattern pattern;
  private final Promise<Void> started;
  private final Map<String, Import> imports = new HashMap<>();
  /** Peers that the Coordinator has lost, but whose streams are still open. */
  private final Set<String> leaving = new HashSet<>();
  /** Connected peers without an import; the client bounds how many peers it knows. */
  private final Set<String> waiting = new LinkedHashSet<>();
  private Runnable stopWatching;
  private int attempts;
  private boolean listed;
  private boolean full;
  /** The last reported reason why no peers are known. */
  private ConecException refusal;
  /** The published state, for any thread. */
  private volatile ImportInfo info;

  ImportGroup(BridgeState bridge, PeerImports peers, ImportOptions options) {
    this.bridge = bridge;
    this.peers = peers;
    this.options = options;
    this.pattern = Pattern.compile(options.getPeer());
    this.started = bridge.context().promise();
    this.info = new ImportInfo(options, ImportState.OPENING, null, null);
  }

  @Override
  public Future<Void> start() {
    bridge.context().setTimer(Import.FIRST_ATTEMPT_MILLIS, timer -> started.tryComplete());
    stopWatching = bridge.client().watchPeers("peer of an import", pattern, bridge.context(), this);
    return started.future();
  }

  // Peers

  @Override
  public void event(PeerEvent event) {
    if (event.getType() == PeerEventType.LEFT) {
      left(event.getId());
    } else if (!leaving.remove(event.getId()) && !imports.containsKey(event.getId())) {
      waiting.add(event.getId());
    }
    fill();
  }

  private void left(String peer) {
    waiting.remove(peer);
    Import item = imports.get(peer);
    if (item != null && item.isOpen()) {
      // Pending messages may still be answered, and a direct channel does not need the Coordinator.
      leaving.add(peer);
    } else if (item != null) {
      drop(peer);
    }
  }

  @Override
  public ImportInfo info() {
    return info;
  }

  @Override
  public void away(Import item) {
    if (leaving.contains(item.options().getPeer())) {
      drop(item.options().getPeer());
      fill();
    }
  }

  private void drop(String peer) {
    leaving.remove(peer);
    Import dropped = imports.remove(peer);
    // First, so that other threads always see one of the two.
    changed();
    peers.release(dropped, this);
  }

  @Override
  public void complete(List<String> ids) {
    refusal = null;
    listed = true;
    changed();
    completeStart();
  }

  @Override
  public void failed(ConecException reason) {
    if (reason.error() == ConecError.PEERS_NOT_PERMITTED && refusal == null) {
      refusal = reason;
      changed();
      LOG.warn("Address '" + options.getLocalAddress() + "' reaches no peer that matches '" + options.getPeer() + "': "
        + reason.getMessage());
      bridge.events().report(bridge.context(), ConecBridgeEventType.UNREGISTERED,
        EventSubject.ofPeer(options.getPeer(), options.getAddress()), reason.error(), () -> null);
      started.tryComplete();
    }
  }

  // Imports of connected peers

  private void fill() {
    Iterator<String> next = waiting.iterator();
    while (attempts < MAX_ATTEMPTS && imports.size() < options.getMaxPeers() && next.hasNext()) {
      String peer = next.next();
      next.remove();
      open(peer);
    }
    boolean isFull = imports.size() >= options.getMaxPeers() && !waiting.isEmpty();
    if (isFull && !full) {
      LOG.warn("Address '" + options.getAddress() + "' is imported from " + options.getMaxPeers()
        + " peers that match '"
        + options.getPeer() + "' (maxPeers of the import), and not from the others");
    }
    full = isFull;
    changed();
  }

  private void changed() {
    if (!imports.isEmpty()) {
      info = null;
    } else if (refusal != null) {
      info = new ImportInfo(options, ImportState.UNAVAILABLE, refusal.error(), refusal.getMessage());
    } else if (listed) {
      info = new ImportInfo(options, ImportState.AWAY, null,
        "no peer that matches '" + options.getPeer() + "' is connected");
    }
  }

  private void open(String peer) {
    ImportOptions concrete;
    try {
      concrete = PeerImports.concrete(options, peer);
    } catch (IllegalArgumentException e) {
      WARNINGS.warn("Address '" + options.getAddress() + "' of peer '" + peer + "' is not imported: " + e.getMessage());
      return;
    }
    attempts++;
    Import item = peers.acquire(concrete, this);
    imports.put(peer, item);
    item.firstAttempt().onComplete(done -> bridge.context().runOnContext(v -> {
      attempts--;
      fill();
      completeStart();
    }));
  }

  private void completeStart() {
    if (listed && attempts == 0) {
      started.tryComplete();
    }
  }

  @Override
  public Future<Void> close() {
    stopWatching.run();
    waiting.clear();
    started.tryComplete();
    List<Future<Void>> ends = imports.values().stream().map(item -> peers.release(item, this)).toList();
    imports.clear();
    leaving.clear();
    return Future.join(ends).mapEmpty();
  }
}
