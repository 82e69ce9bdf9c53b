// The menu, in German. The window's own acts are in the window (palette, key list); here is only what a desktop expects.
// It must never take a key from the page: editing works without the menu's accelerators, which are not registered.

import type { MenuItemConstructorOptions } from 'electron';
import type { Elektron } from './elektron.ts';

/** Sets the application's menu. */
export function setzeMenue(elektron: Pick<Elektron, 'Menu'>, beende: () => void): void {
  elektron.Menu.setApplicationMenu(elektron.Menu.buildFromTemplate(vorlage(beende)));
}

function vorlage(beende: () => void): MenuItemConstructorOptions[] {
  const ohneTaste = (label: string, role: MenuItemConstructorOptions['role']): MenuItemConstructorOptions => ({
    label,
    role,
    registerAccelerator: false,
  });
  return [
    { label: '&Kontor', submenu: [{ label: 'Kontor &beenden', accelerator: 'CmdOrCtrl+Q', click: beende }] },
    {
      label: '&Bearbeiten',
      submenu: [
        ohneTaste('&Ausschneiden', 'cut'),
        ohneTaste('&Kopieren', 'copy'),
        ohneTaste('&Einfügen', 'paste'),
        { type: 'separator' },
        ohneTaste('Alles &markieren', 'selectAll'),
      ],
    },
    {
      label: '&Ansicht',
      submenu: [
        ohneTaste('&Neu laden', 'reload'),
        { type: 'separator' },
        { label: 'Ver&größern', role: 'zoomIn' },
        { label: 'Ver&kleinern', role: 'zoomOut' },
        { label: '&Originalgröße', role: 'resetZoom', registerAccelerator: false },
        { label: '&Vollbild', role: 'togglefullscreen' },
      ],
    },
  ];
}
