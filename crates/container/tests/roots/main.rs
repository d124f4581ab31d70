//! Roots out of layers: archives that are made here, byte by byte.

mod hostile;
mod layers;
mod made;
