//! Links with libswiftsnn in the folder that SWIFTSNN_LIB_DIR names, which is also where the program
//! looks for it.

use std::env;
use std::path::PathBuf;
use std::process::exit;

fn main() {
    println!("cargo:rerun-if-env-changed=SWIFTSNN_LIB_DIR");
    let Some(given) = env::var_os("SWIFTSNN_LIB_DIR").map(PathBuf::from) else {
        eprintln!("SWIFTSNN_LIB_DIR is not set; it must name the folder that has libswiftsnn");
        exit(1);
    };
    let macos = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|name| name == "macos");
    let library = given.join(if macos { "libswiftsnn.dylib" } else { "libswiftsnn.so" });
    let Ok(library) = library.canonicalize() else {
        eprintln!("there is no {}; SWIFTSNN_LIB_DIR must name its folder", library.display());
        exit(1);
    };
    let folder = library.parent().expect("a file lies in a folder").display();
    println!("cargo:rerun-if-changed={}", library.display());
    println!("cargo:rustc-link-search=native={folder}");
    println!("cargo:rustc-link-lib=dylib=swiftsnn");
    println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
}
