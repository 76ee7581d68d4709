import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';

/** The root: whatever the address leads to. */
@Component({ selector: 'app-root', imports: [RouterOutlet], template: `<router-outlet />` })
export class App {}
