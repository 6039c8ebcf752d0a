package io.github.alpharl.torch.pickle;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Subject;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Reads pickles of protocols 2 to 5 as data: the opcodes that torch's picklers write, and no other.
 * Nothing in them is ever called. Time is linear in the size; memory is bounded by a number of
 * values.
 */
public final class PickleMachine {

  /** Below any real pickle: a DTensor takes some 330 bytes and makes some 70 values. */
  private static final long BYTES_PER_VALUE = 2;

  private static final long MIN_VALUES = 1 << 20;
  private static final long MAX_VALUES = 48_000_000;
  private static final int MAX_PROTOCOL = 5;

  private final PickleBytes in;
  private final Subject subject;
  private PickleStack stack;

  /** A machine at the start of {@code data}, which may hold several pickles and more. */
  public PickleMachine(MemorySegment data, Subject subject) {
    this.in = new PickleBytes(data, subject);
    this.subject = subject;
  }

  /** The only pickle in {@code data}. */
  public static Node only(MemorySegment data, Subject subject) {
    PickleMachine machine = new PickleMachine(data, subject);
    Node root = machine.next();
    subject.require(machine.in.atEnd(), "has bytes after its end at %d", machine.in.position());
    return root;
  }

  /** Where the pickle that was read last ends. */
  public long position() {
    return in.position();
  }

  /**
   * The value of the next pickle.
   *
   * @throws BadDataException naming the byte, if it breaks a rule or a bound
   */
  public Node next() {
    long values = Math.clamp(in.size() / BYTES_PER_VALUE, MIN_VALUES, MAX_VALUES);
    stack = new PickleStack(subject, values);
    subject.require(!in.atEnd() && in.unsigned1() == 0x80, "does not begin as a pickle of torch");
    protocol();
    while (true) {
      subject.require(!in.atEnd(), "is a pickle that does not end");
      int opcode = in.unsigned1();
      if (opcode == '.') {
        return stack.last();
      }
      if (!(constant(opcode) || container(opcode) || object(opcode) || memo(opcode))) {
        throw subject.bad(
            "has the opcode 0x%02x at byte %d, which torch never writes",
            opcode, in.position() - 1);
      }
    }
  }

  private void protocol() {
    int protocol = in.unsigned1();
    subject.require(
        2 <= protocol && protocol <= MAX_PROTOCOL, "is a pickle of protocol %d", protocol);
  }

  private boolean constant(int opcode) {
    switch (opcode) {
      case 'N' -> stack.push(Atom.NONE);
      case 0x88 -> stack.push(Atom.TRUE);
      case 0x89 -> stack.push(Atom.FALSE);
      case 'K' -> stack.push(Atom.of(in.unsigned1()));
      case 'M' -> stack.push(Atom.of(in.unsigned2()));
      case 'J' -> stack.push(Atom.of(in.signed4()));
      case 0x8a -> stack.push(Atom.of(in.integer(in.unsigned1())));
      case 'G' -> stack.push(Atom.of(in.float8()));
      case 'X' -> stack.push(Atom.of(in.text(in.unsigned4())));
      case 0x8c -> stack.push(Atom.of(in.text(in.unsigned1())));
      case 0x8d -> stack.push(Atom.of(in.text(in.length8())));
      case 'U' -> stack.push(Atom.of(in.latin(in.unsigned1())));
      case 'T' -> stack.push(Atom.of(in.latin(in.unsigned4())));
      case 'C' -> stack.push(Atom.of(in.bytes(in.unsigned1())));
      case 'B' -> stack.push(Atom.of(in.bytes(in.unsigned4())));
      case 0x8e, 0x96 -> stack.push(Atom.of(in.bytes(in.length8())));
      case 'c' -> stack.push(new Global(in.line(), in.line()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) {
    switch (opcode) {
      case '(' -> stack.mark();
      case ')' -> stack.push(Items.EMPTY_TUPLE);
      case 't' -> stack.push(new Items(Items.Kind.TUPLE, stack.popMark()));
      case 0x85 -> stack.push(Items.tuple(stack.pop()));
      case 0x86 -> pushPair();
      case 0x87 -> pushTriple();
      case ']' -> stack.push(new Items(Items.Kind.LIST, List.of()));
      case 'a' -> append(List.of(stack.pop()));
      case 'e' -> append(stack.popMark());
      case '}' -> stack.push(new Entries());
      case 's' -> setPair();
      case 'u' -> setEntries(stack.popMark());
      case 0x8f -> stack.push(new Items(Items.Kind.SET, List.of()));
      case 0x90 -> addToSet(stack.popMark());
      case 0x91 -> stack.push(new Items(Items.Kind.SET, stack.popMark()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean object(int opcode) {
    switch (opcode) {
      case 0x93 -> pushGlobal();
      case 'R', 0x81 -> make(null);
      case 0x92 -> makeWithNames();
      case 'b' -> build(stack.pop());
      case 'Q' -> stack.push(new Stored(stack.pop()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memo(int opcode) {
    switch (opcode) {
      case 'h' -> stack.get(in.unsigned1());
      case 'j' -> stack.get(in.unsigned4());
      case 'q' -> stack.put(in.unsigned1());
      case 'r' -> putLong(in.unsigned4());
      case 0x94 -> stack.memoize();
      case '0' -> stack.pop();
      case '1' -> stack.popMark();
      case 0x80 -> protocol();
      case 0x95 -> frame(in.length8());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void pushPair() {
    Node second = stack.pop();
    stack.push(Items.tuple(stack.pop(), second));
  }

  private void pushTriple() {
    Node third = stack.pop();
    Node second = stack.pop();
    stack.push(Items.tuple(stack.pop(), second, third));
  }

  private void append(List<Node> more) {
    switch (stack.top()) {
      case Items items when items.kind() == Items.Kind.LIST -> items.add(more);
      case Made made -> made.addItems(more);
      case Node other -> throw subject.bad("appends to %s", other.brief());
    }
  }

  private void addToSet(List<Node> more) {
    if (stack.top() instanceof Items items && items.kind() == Items.Kind.SET) {
      items.add(more);
    } else {
      throw subject.bad("adds to %s, which is no set", stack.top().brief());
    }
  }

  private void setPair() {
    Node value = stack.pop();
    setEntries(List.of(stack.pop(), value));
  }

  private void setEntries(List<Node> flat) {
    subject.require(flat.size() % 2 == 0, "has a key without a value");
    switch (stack.top()) {
      case Entries entries -> entries.add(flat);
      case Made made -> made.addEntries(flat);
      case Node other -> throw subject.bad("sets entries of %s", other.brief());
    }
  }

  private void pushGlobal() {
    String name = className(stack.pop());
    stack.push(new Global(className(stack.pop()), name));
  }

  private String className(Node node) {
    return in.name(node.text().orElseThrow(() -> subject.bad("names a class by %s", node.brief())));
  }

  private void makeWithNames() {
    if (stack.pop() instanceof Entries named) {
      make(named);
    } else {
      throw subject.bad("makes an object whose named arguments are no dict");
    }
  }

  private void make(Entries named) {
    if (stack.pop() instanceof Items arguments && arguments.kind() == Items.Kind.TUPLE) {
      stack.push(new Made(stack.pop(), arguments, named));
    } else {
      throw subject.bad("has a call whose arguments are no tuple");
    }
  }

  private void build(Node state) {
    if (!(stack.top() instanceof Made made)) {
      throw subject.bad("sets the state of %s", stack.top().brief());
    }
    subject.require(made.build(state), "sets the state of %s twice", made.brief());
  }

  private void putLong(long index) {
    subject.require(index <= in.size(), "has the memo index %d", index);
    stack.put(index);
  }

  private void frame(long length) {
    subject.require(length <= in.size() - in.position(), "has a frame that ends past its end");
  }
}
