//! What a window manager and a file manager do to a window, in the X server's own words: asking it to close, and dropping
//! files on it.

use std::path::Path;
use std::time::Instant;

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::desktop::window_titled;
use crate::driver::LIMIT;

x11rb::atom_manager! {
    /// The words of the protocols.
    pub Atoms: AtomsCookie {
        WM_PROTOCOLS,
        WM_DELETE_WINDOW,
        XdndSelection,
        XdndAware,
        XdndEnter,
        XdndPosition,
        XdndStatus,
        XdndLeave,
        XdndDrop,
        XdndFinished,
        XdndActionCopy,
        TARGETS,
        URI_LIST: b"text/uri-list",
    }
}

/// Version of the drag-and-drop protocol.
const XDND_VERSION: u32 = 5;

/// Asks the window to close, as its frame's button does.
pub fn ask_to_close(title: &str) {
    let display = Display::open();
    let atoms = &display.atoms;
    display.tell(window_titled(title), atoms.WM_PROTOCOLS, [atoms.WM_DELETE_WINDOW, CURRENT_TIME, 0, 0, 0]);
}

/// Files that a file manager drags.
pub struct Dragged {
    display: Display,
    source: Window,
    target: Window,
    files: String,
}

impl Dragged {
    /// Drags them over the middle of the window, and waits until it says that it would take them.
    pub fn over(title: &str, files: &[&Path]) -> Self {
        let display = Display::open();
        let target = window_titled(title);
        let aware = display
            .connection
            .get_property(false, target, display.atoms.XdndAware, AtomEnum::ATOM, 0, 1)
            .expect("asked")
            .reply()
            .expect("answered");
        assert!(aware.value32().is_some(), "the window takes no drops at all");
        let source = display.window();
        let uri = |path: &&Path| format!("file://{}\r\n", path.to_str().expect("text").replace(' ', "%20"));
        let files = files.iter().map(uri).collect();
        let dragged = Self { display, source, target, files };
        let atoms = &dragged.display.atoms;
        dragged.display.own(atoms.XdndSelection, source);
        dragged.say(atoms.XdndEnter, [XDND_VERSION << 24, atoms.URI_LIST, 0, 0]);
        // A web view says yes only once it has looked at what is dragged, so it is moved a little.
        for step in 0.. {
            dragged.say(atoms.XdndPosition, [0, dragged.middle(step), CURRENT_TIME, atoms.XdndActionCopy]);
            let status = dragged.wait_for(atoms.XdndStatus);
            if status[1] & 1 == 1 {
                break;
            }
            assert!(step < 200, "the window never takes what is dragged over it");
        }
        dragged
    }

    /// Lets go of them.
    pub fn drop(self) {
        let atoms = &self.display.atoms;
        self.say(atoms.XdndDrop, [0, CURRENT_TIME, 0, 0]);
        self.wait_for(atoms.XdndFinished);
    }

    /// Takes them away again.
    pub fn leave(self) {
        self.say(self.display.atoms.XdndLeave, [0; 4]);
    }

    fn say(&self, what: Atom, [a, b, c, d]: [u32; 4]) {
        self.display.tell(self.target, what, [self.source, a, b, c, d]);
    }

    /// Root coordinates as the protocol packs them.
    fn middle(&self, step: u32) -> u32 {
        let connection = &self.display.connection;
        let size = connection.get_geometry(self.target).expect("asked").reply().expect("answered");
        let root = self.display.root;
        let (x, y) =
            (i16::try_from(size.width / 2).expect("small"), i16::try_from(size.height / 2).expect("small"));
        let at = connection.translate_coordinates(self.target, root, x, y).expect("asked").reply();
        let at = at.expect("answered");
        (u32::from(at.dst_x.unsigned_abs()) + step % 8) << 16 | u32::from(at.dst_y.unsigned_abs())
    }

    /// Hands the files over whenever they are asked for, until the window says this.
    fn wait_for(&self, what: Atom) -> [u32; 5] {
        let deadline = Instant::now() + LIMIT;
        while Instant::now() < deadline {
            match self.display.connection.poll_for_event().expect("the display answers") {
                Some(Event::ClientMessage(message)) if message.type_ == what => {
                    return message.data.as_data32();
                }
                Some(Event::SelectionRequest(request)) => self.hand_over(&request),
                Some(_) => {}
                None => std::thread::sleep(std::time::Duration::from_millis(5)),
            }
        }
        unreachable!("the window never answers what is dragged over it");
    }

    fn hand_over(&self, request: &SelectionRequestEvent) {
        let (connection, atoms) = (&self.display.connection, &self.display.atoms);
        let property = if request.property == x11rb::NONE { request.target } else { request.property };
        let given = if request.target == atoms.URI_LIST {
            connection.change_property8(
                PropMode::REPLACE,
                request.requestor,
                property,
                atoms.URI_LIST,
                self.files.as_bytes(),
            )
        } else {
            let targets = [atoms.TARGETS, atoms.URI_LIST];
            connection.change_property32(
                PropMode::REPLACE,
                request.requestor,
                property,
                AtomEnum::ATOM,
                &targets,
            )
        };
        given.expect("given");
        let told = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property,
        };
        connection.send_event(false, request.requestor, EventMask::NO_EVENT, told).expect("sent");
        connection.flush().expect("sent");
    }
}

/// A connection to the X server.
struct Display {
    connection: RustConnection,
    root: Window,
    atoms: Atoms,
}

impl Display {
    fn open() -> Self {
        let (connection, screen) = x11rb::connect(None).expect("a display");
        let root = connection.setup().roots[screen].root;
        let atoms = Atoms::new(&connection).expect("asked").reply().expect("answered");
        Self { connection, root, atoms }
    }

    fn window(&self) -> Window {
        let window = self.connection.generate_id().expect("an id");
        self.connection
            .create_window(
                x11rb::COPY_DEPTH_FROM_PARENT,
                window,
                self.root,
                0,
                0,
                1,
                1,
                0,
                WindowClass::INPUT_OUTPUT,
                x11rb::COPY_FROM_PARENT,
                &CreateWindowAux::new(),
            )
            .expect("made");
        window
    }

    fn own(&self, selection: Atom, window: Window) {
        self.connection.set_selection_owner(window, selection, CURRENT_TIME).expect("owned");
    }

    fn tell(&self, window: Window, what: Atom, data: [u32; 5]) {
        let message = ClientMessageEvent::new(32, window, what, data);
        self.connection.send_event(false, window, EventMask::NO_EVENT, message).expect("sent");
        // What the server has not read when a connection ends is lost.
        self.connection.sync().expect("the display answers");
    }
}
