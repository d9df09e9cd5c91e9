import { Component, type ReactNode } from 'react';
import { Failure } from './Failure.tsx';

/** The window's one error boundary: a bug in a view never leaves the reader before an empty page. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <Failure what="window" problem={{ code: error.name, message: error.message }} /> : this.props.children;
  }
}
